using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// A column of the model, with how its value comes out of a row and into an object and back. What a column is and how a value is kept stands in the model
/// alone; this only spares what tracking every value costs where a whole case is read and written with each command.
/// </summary>
internal sealed class Column
{
    private readonly RelationalTypeMapping _mapping;
    private readonly bool _isNullable;
    private readonly bool _isList;
    private readonly Func<DbDataReader, int, object?> _read;
    private readonly Func<object, object?>? _get;
    private readonly Lazy<Action<object, object?>>? _set;

    public Column(IProperty property, StoreObjectIdentifier table, int index)
    {
        Index = index;
        Name = property.GetColumnName(table)!;
        _mapping = property.GetRelationalTypeMapping();
        _isNullable = property.IsNullable;
        _isList = property.ClrType.IsGenericType && property.ClrType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        IsKey = property.IsPrimaryKey();
        IsMadeByDatabase = property.ValueGenerated != ValueGenerated.Never;
        _read = Reader(property, _mapping);
        if (property.IsShadowProperty()) return;
        _get = Getter(property);
        // Objects whose constructor takes everything are made by it and have nothing to set.
        _set = new(() => Setter(property));
    }

    /// <summary>Its place among the columns of its table.</summary>
    public int Index { get; }

    public string Name { get; }

    public bool IsKey { get; }

    /// <summary>Whether the database gives the value when a row is added.</summary>
    public bool IsMadeByDatabase { get; }

    /// <summary>Whether only the row has it and the object does not.</summary>
    public bool IsShadow => _get is null;

    public object? Read(DbDataReader row, int ordinal) => _read(row, ordinal);

    public object? Get(object part) => _get!(part);

    public void Set(object part, object? value) => _set!.Value(part, value);

    /// <summary>What later comparisons go by: with the list itself, one that is changed in place would equal itself and never be written.</summary>
    public object? Snapshot(object? value) => _isList && value is IReadOnlyList<object> list ? list.ToArray() : value;

    public bool IsSame(object? snapshot, object? value) =>
        (snapshot, value) switch
        {
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (IReadOnlyList<object> a, IReadOnlyList<object> b) when _isList => a.SequenceEqual(b),
            _ => Equals(snapshot, value),
        };

    public DbParameter Parameter(DbCommand maker, string name, object? value) => _mapping.CreateParameter(maker, name, value, _isNullable);

    private static Func<DbDataReader, int, object?> Reader(IProperty property, RelationalTypeMapping mapping)
    {
        var row = Expression.Parameter(typeof(DbDataReader), "row");
        var ordinal = Expression.Parameter(typeof(int), "ordinal");
        var method = mapping.GetDataReaderMethod();
        var instance = method.DeclaringType!.IsAssignableFrom(typeof(DbDataReader)) ? (Expression)row : Expression.Convert(row, method.DeclaringType);
        var value = mapping.CustomizeDataReaderExpression(Expression.Call(instance, method, ordinal));
        if (mapping.Converter is { } converter)
        {
            var given = converter.ConvertFromProviderExpression.Parameters[0];
            var provided = value.Type == given.Type ? value : Expression.Convert(value, given.Type);
            value = ReplacingExpressionVisitor.Replace(given, provided, converter.ConvertFromProviderExpression.Body);
        }
        Expression read = Expression.Convert(value, typeof(object));
        if (property.IsNullable)
            read = Expression.Condition(Expression.Call(row, nameof(DbDataReader.IsDBNull), null, ordinal), Expression.Constant(null, typeof(object)), read);
        return Expression.Lambda<Func<DbDataReader, int, object?>>(read, row, ordinal).Compile();
    }

    private static Func<object, object?> Getter(IProperty property)
    {
        var part = Expression.Parameter(typeof(object), "part");
        var member = Expression.MakeMemberAccess(Expression.Convert(part, property.DeclaringType.ClrType), property.GetMemberInfo(forMaterialization: false, forSet: false));
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(member, typeof(object)), part).Compile();
    }

    private static Action<object, object?> Setter(IProperty property)
    {
        var part = Expression.Parameter(typeof(object), "part");
        var value = Expression.Parameter(typeof(object), "value");
        var written = property.GetMemberInfo(forMaterialization: true, forSet: true);
        // What may only be given at the start is kept in a field that no expression may write; its property takes it.
        if (written is System.Reflection.FieldInfo { IsInitOnly: true } && property.PropertyInfo is { CanWrite: true } given) written = given;
        var member = Expression.MakeMemberAccess(Expression.Convert(part, property.DeclaringType.ClrType), written);
        return Expression.Lambda<Action<object, object?>>(Expression.Assign(member, Expression.Convert(value, member.Type)), part, value).Compile();
    }
}
